/**
 * The plain object that goes on the wire: absent fields are left out, Buffers stay the same
 * Buffers (Socket.IO sends them as binary attachments).
 */
export function serialize(message: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const field of Object.keys(message)) {
    const value = (message as Record<string, unknown>)[field];
    if (value !== undefined && value !== null) plain[field] = plainValue(value);
  }
  return plain;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return serialize(value);
}
