/** The engine's public surface: what bench, CLI and the engine's own child process import. */
export { type CostProbe, type DraftProbe, openCostProbe } from './cost-probe.ts';
export { type Engine, type EngineOptions, openEngine } from './engine.ts';
export { EngineError, type EngineErrorCode, invalidArgument } from './errors.ts';
export * from './protocol.ts';
