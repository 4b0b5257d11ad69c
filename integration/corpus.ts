// npm run corpus: replays what Netty did on our buffers; NETTY_CORPUS=<folder> replays another recording.

import './corpus/fed-random.ts';

import { leakDetector } from '@watertight/leak-detector';
import { DEVIATIONS } from './corpus/deviations.ts';
import { tallyLeakReports } from './corpus/leak-tally.ts';
import { isPipelineCase } from './corpus/pipeline-case.ts';
import { PIPELINE_DEVIATIONS } from './corpus/pipeline-deviations.ts';
import { OWN_DATA, readCorpus, readLeakReports } from './corpus/read-corpus.ts';
import { replayCase } from './corpus/replay-case.ts';
import { replayPipeline } from './corpus/replay-pipeline.ts';
import { Tally } from './corpus/tally.ts';

// Recordings leave buffers open on purpose, and release some once too often: where Netty logs, our buffers warn.
leakDetector.setLevel('disabled');
process.removeAllListeners('warning');

const folder = process.env.NETTY_CORPUS ?? OWN_DATA;
const tally = new Tally([...DEVIATIONS, ...PIPELINE_DEVIATIONS]);
for (const corpusCase of readCorpus(folder)) {
  const verdicts = isPipelineCase(corpusCase)
    ? replayPipeline(corpusCase, PIPELINE_DEVIATIONS)
    : replayCase(corpusCase, DEVIATIONS);
  tally.add(corpusCase, verdicts);
}
const leaks = await tallyLeakReports(readLeakReports(folder));
if (leaks.text !== '') {
  console.log(leaks.text);
}
console.log(tally.toString());
process.exitCode = tally.isClean && leaks.isClean ? 0 : 1;
