import { InspectPage } from '../../../../../../components/inspect/inspect-page.tsx';

export default function Page() {
  return <InspectPage />;
}
