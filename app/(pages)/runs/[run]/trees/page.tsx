import { TreesPage } from '../../../../../components/trees/trees-page.tsx';

export default async function Page({ params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return <TreesPage runId={decodeURIComponent(run)} />;
}
