/** One decorator out of several. */
export function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (prototype, field) => {
    for (const decorate of decorators) decorate(prototype, field);
  };
}
