import { Container, Text, Title } from '@mantine/core';
import Link from 'next/link';

export default function NotFound() {
  return (
    <Container size="sm" py="xl" component="main">
      <Title order={1}>There is no such page</Title>
      <Text mt="sm">
        <Link href="/">To the start page</Link>
      </Text>
    </Container>
  );
}
