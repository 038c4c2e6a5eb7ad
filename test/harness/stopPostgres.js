/** Ends the server that findPostgres.js started, if it did. */
module.exports = async () => await require('./findPostgres').stop();
