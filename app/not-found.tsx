import { UnknownPage } from '../components/shell/unknown-page.tsx';

export default function NotFound() {
  return <UnknownPage />;
}
