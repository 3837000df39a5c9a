import { OverviewPage } from '../../components/overview/overview-page.tsx';

/** The newest run, or the bundled sample where there is none. */
export default function Page() {
  return <OverviewPage />;
}
