export default {
  setupFilesAfterEnv: ['@watertight/jest'],
};
