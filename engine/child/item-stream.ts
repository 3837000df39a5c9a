/** Items of one request, pushed from one side and iterated from the other. One reader. */

export class ItemStream<Item> {
  readonly #items: Item[] = [];
  #over = false;
  #failure: Error | null = null;
  #wake: () => void = () => {};

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  /** What was pushed before is still read; then the iteration throws. */
  fail(error: Error): void {
    this.#failure = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#failure) throw this.#failure;
      else if (this.#over) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
