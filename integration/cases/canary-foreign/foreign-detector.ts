// Stands for an installed copy of the detector that speaks another protocol: this is what it leaves behind.
Object.assign(globalThis, { [Symbol.for('watertight.leak-detector.v0')]: {} });
