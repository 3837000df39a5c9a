import { PromptsPage } from '../../../../../components/prompts/prompts-page.tsx';
import { decoded } from '../../../../../components/shell/addresses.ts';

export default async function Page({ params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return <PromptsPage runId={decoded(run)} />;
}
