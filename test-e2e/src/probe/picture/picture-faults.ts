import type { FaultCode, ProbeFault } from '../report/fault.js';
import type { PictureEvent, PictureReport } from './compare.js';

const kinds: readonly { code: FaultCode; events: keyof PictureReport['events']; are: string }[] = [
  { code: 'FRAMES_LOST', events: 'lost', are: 'missing' },
  { code: 'FRAMES_REPEATED', events: 'repeated', are: 'there a second time' },
  { code: 'FRAMES_ALTERED', events: 'altered', are: 'not as in the reference' },
  { code: 'FRAMES_INSERTED', events: 'inserted', are: 'not from the reference' },
  { code: 'FRAMES_REORDERED', events: 'reordered', are: 'out of their order' },
];

export function pictureFaults(report: PictureReport): ProbeFault[] {
  if (report.frames > 0 && report.identical === 0)
    return [
      {
        code: 'PICTURE_FOREIGN',
        severity: 'error',
        size: { value: report.frames, unit: 'frames' },
        message: 'not one coded picture of the output is the reference’s',
      },
    ];
  return kinds.flatMap(({ code, events, are }) =>
    report.events[events].map((event): ProbeFault => ({
      code,
      severity: 'error',
      atMs: event.atMs,
      size: { value: event.frames, unit: 'frames' },
      message: `picture: ${count(event)} ${are}`,
    })),
  );
}

function count({ frames }: PictureEvent): string {
  return frames === 1 ? 'one frame is' : `${frames} frames are`;
}
