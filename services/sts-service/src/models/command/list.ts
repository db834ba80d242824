import type { ModelStore } from '../model-store.js';
import type { Languages, Licence, ModelEngine, ModelStage } from '../model.js';
import type { Terminal } from './terminal.js';

interface Row {
  readonly name: string;
  readonly state: 'installed' | 'available' | 'unusable';
  readonly stage?: ModelStage;
  readonly engine?: ModelEngine;
  readonly languages?: Languages;
  readonly sourceLanguages?: Languages;
  readonly megabytes?: number;
  readonly licence?: Licence;
  readonly folder?: string;
  readonly reason?: string;
}

const stageOrder: readonly (ModelStage | undefined)[] = ['asr', 'translation', 'tts', undefined];
const mostLanguagesShown = 4;

export interface ListOptions {
  readonly json: boolean;
  readonly installed: boolean;
}

/** Prints what there is and what could be pulled. */
export function listModels(store: ModelStore, { json, installed }: ListOptions, terminal: Terminal): void {
  const rows = rowsOf(store).filter(({ state }) => !installed || state === 'installed');
  if (json) {
    terminal.out(`${JSON.stringify({ dir: store.dir, models: rows }, undefined, 2)}\n`);
    return;
  }
  terminal.err(`models directory: ${store.dir}\n`);
  for (const line of table(rows)) terminal.out(`${line}\n`);
  for (const { name, reason } of rows) if (reason !== undefined) terminal.err(`${name} cannot be used: ${reason}\n`);
}

function rowsOf(store: ModelStore): Row[] {
  const rows = new Map<string, Row>();
  for (const entry of store.catalogue.values()) {
    const { name, stage, engine, languages, sourceLanguages, megabytes, licence } = entry;
    rows.set(name, {
      name,
      state: 'available',
      stage,
      engine,
      languages,
      ...(sourceLanguages !== undefined && { sourceLanguages }),
      ...(megabytes !== undefined && { megabytes }),
      licence,
    });
  }
  for (const model of store.installed())
    rows.set(model.name, { ...rows.get(model.name), ...model, state: 'installed' });
  for (const { name, folder, reason } of store.unusable()) {
    rows.set(name, { ...rows.get(name), name, folder, state: 'unusable', reason });
  }
  return [...rows.values()].sort(
    (a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage) || a.name.localeCompare(b.name, 'en'),
  );
}

function table(rows: readonly Row[]): string[] {
  const cells = [
    ['NAME', 'STATE', 'STAGE', 'ENGINE', 'LANGUAGES', 'MB', 'LICENCE'],
    ...rows.map((row) => [
      row.name,
      row.state,
      row.stage ?? '',
      row.engine ?? '',
      shownLanguages(row),
      row.megabytes === undefined ? '' : String(row.megabytes),
      row.licence === undefined ? '' : row.licence.name + (row.licence.nonCommercial ? ' (NON-COMMERCIAL)' : ''),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_cell, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function shownLanguages({ languages, sourceLanguages }: Row): string {
  if (languages === undefined) return '';
  const to = shown(languages);
  return sourceLanguages === undefined ? to : `${shown(sourceLanguages)} → ${to}`;
}

function shown(languages: Languages): string {
  if (languages === 'any') return 'many';
  return languages.length > mostLanguagesShown ? `${languages.length} languages` : languages.join(', ');
}
