/** Ends the servers that prepare.js started, where it did. */
module.exports = async () => {
	require('./findRedis').stop();
	await require('../harness/findPostgres').stop();
};
