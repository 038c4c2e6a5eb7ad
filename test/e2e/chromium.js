const { existsSync } = require('node:fs');

const { SetupError } = require('../../scripts/setupError');

const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The browser to drive: CHROMIUM_PATH, or one in its usual place.
 *
 * @returns {string}
 */
function findChromium() {
	const asked = process.env.CHROMIUM_PATH;
	const found = (asked ? [asked] : usualPaths).find((path) => existsSync(path));
	if (found) return found;
	const missing = asked ? `CHROMIUM_PATH is ${asked}, which does not exist` : 'Chromium is missing';
	throw new SetupError(`${missing}: apt-get install -y chromium, or set CHROMIUM_PATH to a Chromium or Chrome`);
}

module.exports = { findChromium };
