const { removeModel } = require('./model');

/** Removes what prepare.js made, and ends the servers that it started, where it did. */
module.exports = async () => {
	removeModel();
	require('./findRedis').stop();
	await require('../harness/findPostgres').stop();
};
