/** Names of `after` whose words were others before, in its order. Pure. */
export function changedNames<Name extends string>(
  before: Readonly<Record<Name, string>>,
  after: Readonly<Record<Name, string>>,
): Name[] {
  return (Object.keys(after) as Name[]).filter((name) => after[name] !== before[name]);
}
