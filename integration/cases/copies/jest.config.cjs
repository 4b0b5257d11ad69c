module.exports = {
  setupFilesAfterEnv: ['@watertight/jest'],
  transform: {},
};
