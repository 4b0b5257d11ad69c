const { Unpooled } = require('@watertight/buffer');

exports.encode = function encode(value) {
  return Unpooled.buffer(64).writeInt(value);
};
