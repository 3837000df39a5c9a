import { MethodPage } from '../../../../../components/method/method-page.tsx';
import { TABLES } from '../../../../../engine/records/tables/all-tables.ts';
import type { Table } from '../../../../../report/table.ts';
import { readGlossary } from '../../../../_lib/glossary.ts';

export default async function Page({ params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  const schema = TABLES.map(
    ({ name, about, columns }): Table => ({
      id: `schema-${name}`,
      caption: `${name}: ${about}`,
      columns: [{ name: 'column' }, { name: 'type' }, { name: 'meaning' }],
      rows: columns.map((column) => [column.name, column.type, column.about]),
    }),
  );
  return <MethodPage runId={decodeURIComponent(run)} glossary={await readGlossary()} schema={schema} />;
}
