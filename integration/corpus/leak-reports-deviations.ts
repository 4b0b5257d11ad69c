/** A rule by which our detector says otherwise than Netty's. */
export interface LeakDeviation {
  readonly name: string;
  /** What Netty does, and what we do. */
  readonly rule: string;
  readonly reason: string;
}

export const EVERY_KIND: LeakDeviation = {
  name: 'every kind is tracked',
  rule: 'Netty tracks no heap memory that is not pooled, and no composite of Unpooled; we track whatever has to be released.',
  reason: 'A test that keeps one of these has forgotten a release like any other.',
};

export const EACH_LEAK: LeakDeviation = {
  name: 'each leak is reported',
  rule: 'Netty logs equal texts once in the life of a JVM; our listeners hear of each leak, and only warnings are folded.',
  reason: 'A second leak of one line is no smaller than the first, and tests judge each.',
};

export const EVERY_RECORD: LeakDeviation = {
  name: 'no owner is forgotten',
  rule: 'Netty discards records by chance beyond its target; of ours, what changes or shares ownership, and every hint, stay.',
  reason: 'One of them is the culprit.',
};

export const NO_RECORDS_AT_SIMPLE: LeakDeviation = {
  name: 'simple has no records',
  rule: "Netty records at level simple what is told to a tracker itself; we record nothing there, as for Netty's buffers.",
  reason: 'A level means one thing, whatever is tracked.',
};

export const ONE_OF_VIEWS: LeakDeviation = {
  name: 'one report for one memory',
  rule: 'In Netty, what a pooled buffer retains as a slice or duplicate is reported for itself; ours are views of one memory.',
  reason: 'One forgotten memory is one leak.',
};

export const NO_HEAD: LeakDeviation = {
  name: 'no hint of the head',
  rule: "In Netty, a message on its way in is first said to be handled by the pipeline's head; here, by its first handler.",
  reason: 'The head hands on whatever comes in: it is nobody who could have kept a message.',
};

export const OLDER_NAMES: LeakDeviation = {
  name: 'no older settings',
  rule: 'Netty still reads leakDetectionLevel and noResourceLeakDetection; we have one name for each setting.',
  reason: 'There are no programs of ours that say it otherwise.',
};

export const LEAK_DEVIATIONS: readonly LeakDeviation[] = [
  EVERY_KIND,
  EACH_LEAK,
  EVERY_RECORD,
  NO_RECORDS_AT_SIMPLE,
  ONE_OF_VIEWS,
  NO_HEAD,
  OLDER_NAMES,
];
