/** Next runs this once a server start: engine and newest run begin to load before the first page asks for them. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { endWithParent, engine } = await import('./app/_lib/engine.ts');
  endWithParent();
  engine().client.start();
  const { readAhead } = await import('./app/_lib/runs.ts');
  void readAhead();
}
