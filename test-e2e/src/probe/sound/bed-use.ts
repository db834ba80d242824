export const beds = ['duck', 'separate', 'original'] as const;
export type Bed = (typeof beds)[number];

/** What lies beneath a dub. */
export interface BedUse {
  /** `duck`: the original, turned down; `separate`: the original without its voice; `original`: the original as it is. */
  bed: Bed;
  /** How far `duck` turns the original down, and `separate` where it has nothing without the voice. */
  duckDepthDb: number;
}

export const usualBed: BedUse = { bed: 'duck', duckDepthDb: 15 };

export const isBed = (value: unknown): value is Bed => beds.some((bed) => bed === value);
