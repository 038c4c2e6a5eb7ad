/** Something this machine lacks or its user has to change. The message is one sentence that says what to do. */
class SetupError extends Error {}

module.exports = { SetupError };
