import { FirstPrompt } from '../../../../../components/inspect/first-prompt.tsx';

export default function Page() {
  return <FirstPrompt />;
}
