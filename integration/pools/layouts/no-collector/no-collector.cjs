// Stands for a Node without a collector that can be called: V8 does not hear of the flag.
const v8 = require('node:v8');

const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flag) => (flag.includes('expose') ? undefined : setFlagsFromString(flag));
require('node:module').syncBuiltinESMExports();
