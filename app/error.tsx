'use client';

import { Alert, Button, Container } from '@mantine/core';

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <Container size="sm" py="xl">
      <Alert color="red" title="This page failed" role="alert">
        {error.message}. Recorded runs are not affected.
      </Alert>
      <Button mt="md" onClick={reset}>
        Try again
      </Button>
    </Container>
  );
}
