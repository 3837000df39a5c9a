/** Next runs this once a server start: the engine begins to load before the first page asks for it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { endWithParent, engine } = await import('./app/_lib/engine.ts');
  endWithParent();
  engine().client.start();
}
