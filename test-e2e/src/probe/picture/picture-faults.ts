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
  return [
    ...moved(report),
    ...kinds.flatMap(({ code, events, are }) =>
      report.events[events].map((event): ProbeFault => ({
        code,
        severity: 'error',
        atMs: event.atMs,
        size: { value: event.frames, unit: 'frames' },
        message: `picture: ${count(event)} ${are}`,
      })),
    ),
  ];
}

/** A source whose clock jumps is put right on its way, so this is no fault by itself. */
function moved({ offsetSteps }: PictureReport): ProbeFault[] {
  return offsetSteps.map(({ atMs, sizeMs }) => ({
    code: 'FRAMES_RETIMED',
    severity: 'warning',
    atMs,
    sizeMs: Math.abs(sizeMs),
    message: `picture: from here on frames are shown ${Math.abs(sizeMs).toFixed(1)} ms ${sizeMs > 0 ? 'later' : 'earlier'} against the reference than before`,
  }));
}

function count({ frames }: PictureEvent): string {
  return frames === 1 ? 'one frame is' : `${frames} frames are`;
}
