import { ComparePage } from '../../../components/compare/compare-page.tsx';

export default function Page() {
  return <ComparePage />;
}
