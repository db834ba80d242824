import { fieldsOf, messageField, textOf, type WireField } from './protobuf.js';

/** Numbers of the fields in onnx.proto that are looked at. */
const model = { graph: 7 } as const;
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const attribute = { name: 1, graph: 6 } as const;
const tensor = { name: 8, externalData: 13 } as const;
const valueName = 1;

export interface Unmerged {
  /** The first step: no past; makes the keys and values of the source too. */
  readonly first: Uint8Array;
  /** All later steps, from a past and the keys and values of the source. */
  readonly later: Uint8Array;
}

interface Node {
  readonly whole: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Takes a merged decoder (`decoder_model_merged.onnx`: one `If` on `use_cache_branch` with a branch
 * without and one with a past) apart into two plain graphs that compute the same. The runtime
 * optimizes a whole graph better than branches, and an `If` costs time at each step; but weights that
 * both branches use are in memory twice.
 * @returns undefined when the model is built in another way, or keeps its weights in another file.
 */
export function unmerge(bytes: Uint8Array): Unmerged | undefined {
  try {
    return takeApart(bytes);
  } catch (error) {
    // What is damaged is left to the runtime, which says so.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function takeApart(bytes: Uint8Array): Unmerged | undefined {
  const modelFields = [...fieldsOf(bytes)];
  const main = modelFields.find(({ number }) => number === model.graph);
  if (main === undefined) return undefined;
  const mainFields = [...fieldsOf(main.content)];
  const nodes = mainFields.filter(({ number }) => number === graph.node);
  const choices = nodes.filter(({ content }) => opTypeOf(content) === 'If');
  const [choice] = choices;
  if (choice === undefined || choices.length > 1 || readNode(choice).inputs[0] !== 'use_cache_branch') return undefined;
  const initializers = mainFields.filter(({ number }) => number === graph.initializer);
  if (initializers.some(({ content }) => has(content, tensor.externalData))) return undefined;
  const branches = new Map(
    [...fieldsOf(choice.content)]
      .filter(({ number }) => number === node.attribute)
      .map(({ content }) => [nameIn(content, attribute.name), firstOf(content, attribute.graph)] as const),
  );
  const [withPast, withoutPast] = [branches.get('then_branch'), branches.get('else_branch')];
  if (withPast === undefined || withoutPast === undefined) return undefined;
  const around = nodes.filter((each) => each !== choice).map(readNode);
  const shared = { modelFields, mainFields, initializers, around };
  // With a past, the source's keys and values only pass through.
  const passed = (name: string) => name.startsWith('present.') && name.includes('.encoder.');
  const first = pruned({ ...shared, branch: withoutPast, wants: () => true });
  const later = pruned({ ...shared, branch: withPast, wants: (name) => !passed(name) });
  return first === undefined || later === undefined ? undefined : { first, later };
}

interface Branch {
  readonly modelFields: readonly WireField[];
  readonly mainFields: readonly WireField[];
  readonly initializers: readonly WireField[];
  readonly around: readonly Node[];
  readonly branch: Uint8Array;
  /** Which outputs are kept. */
  readonly wants: (output: string) => boolean;
}

/** A model of one branch: what its wanted outputs need, and nothing else. */
function pruned({ modelFields, mainFields, initializers, around, branch, wants }: Branch): Uint8Array | undefined {
  const fields = [...fieldsOf(branch)];
  const outputs = fields.filter(({ number, content }) => number === graph.output && wants(nameIn(content, valueName)));
  const nodes = [...around, ...fields.filter(({ number }) => number === graph.node).map(readNode)];
  const needed = new Set(outputs.map(({ content }) => nameIn(content, valueName)));
  // The branch's outputs must be those of the whole, since they are what the names are known by.
  const known = new Set(mainFields.filter(({ number }) => number === graph.output).map(valueNameOf));
  if (outputs.length === 0 || [...needed].some((name) => !known.has(name))) return undefined;
  // Nodes stand after those whose outputs they use.
  const kept = nodes.toReversed().filter(({ inputs, outputs: made }) => {
    if (!made.some((name) => needed.has(name))) return false;
    for (const input of inputs) needed.add(input);
    return true;
  });
  const own = fields.filter(({ number }) => number === graph.initializer);
  const weights = [...initializers, ...own].filter(({ content }) => needed.has(nameIn(content, tensor.name)));
  const inputs = mainFields.filter((field) => field.number === graph.input && needed.has(valueNameOf(field)));
  const graphParts = [
    ...kept.toReversed().map(({ whole }) => whole),
    ...messageField(graph.name, [Buffer.from('decoder')]),
    ...[...weights, ...inputs, ...outputs].map(({ whole }) => whole),
  ];
  const others = modelFields.filter(({ number }) => number !== model.graph).map(({ whole }) => whole);
  return Buffer.concat([...others, ...messageField(model.graph, graphParts)]);
}

function readNode({ content, whole }: WireField): Node {
  const fields = [...fieldsOf(content)];
  const namesOf = (number: number) =>
    fields.filter((field) => field.number === number).map((field) => textOf(field.content));
  return { whole, inputs: [...namesOf(node.input), ...innerInputs(fields)], outputs: namesOf(node.output) };
}

/** What the graphs inside a node use, of which some may be made outside. */
function innerInputs(fields: readonly WireField[]): string[] {
  return fields
    .filter(({ number }) => number === node.attribute)
    .flatMap(({ content }) => [...fieldsOf(content)].filter(({ number }) => number === attribute.graph))
    .flatMap(({ content }) => [...fieldsOf(content)])
    .flatMap((field) => {
      if (field.number === graph.node) return readNode(field).inputs;
      return field.number === graph.output ? [valueNameOf(field)] : [];
    });
}

function opTypeOf(content: Uint8Array): string {
  return nameIn(content, node.opType);
}

function valueNameOf({ content }: WireField): string {
  return nameIn(content, valueName);
}

function nameIn(message: Uint8Array, number: number): string {
  const content = firstOf(message, number);
  return content === undefined ? '' : textOf(content);
}

function firstOf(message: Uint8Array, number: number): Uint8Array | undefined {
  for (const field of fieldsOf(message)) if (field.number === number) return field.content;
  return undefined;
}

function has(message: Uint8Array, number: number): boolean {
  return firstOf(message, number) !== undefined;
}
