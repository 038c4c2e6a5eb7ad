/**
 * @typedef {import('./samples').Sample} Sample
 * @typedef {{ pointer?: string, message: string, fix?: string }} Problem
 *
 * What the flow answered: `routed` names the case, `known` the one that was there before, `refused` and `conflict` the
 * problems, anything else is neither.
 * @typedef {object} Answer
 * @property {'routed' | 'known' | 'refused' | 'conflict' | 'unexpected'} outcome
 * @property {number} status
 * @property {any} body parsed when it is JSON, else the text
 */

/** @type {Record<number, Answer['outcome']>} */
const outcomes = { 200: 'routed', 201: 'routed', 202: 'known', 400: 'refused', 409: 'conflict', 422: 'refused' };

/**
 * n8n itself answers 422 to text that is not JSON, and 200 to a flow that ends early: only the flow's own words count.
 *
 * @param {number} status
 * @param {any} body
 * @returns {Answer['outcome']}
 */
function outcomeOf(status, body) {
	const outcome = outcomes[status] ?? 'unexpected';
	if ((outcome === 'routed' || outcome === 'known') && typeof body?.case_id !== 'string') return 'unexpected';
	if (outcome === 'refused' && !Array.isArray(body?.problems)) return 'unexpected';
	return outcome;
}

const tries = 3;

/**
 * n8n closes idle connections after a few seconds, just when one may be used again. Sending a ticket twice is safe: it
 * has one case.
 *
 * @param {string} url
 * @param {RequestInit} request
 */
async function post(url, request) {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await fetch(url, request);
		} catch (error) {
			if (attempt === tries) throw error;
		}
	}
}

/**
 * Posts raw text, as a sender with a fault of its own would.
 *
 * @param {string} url
 * @param {string} text
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
async function postText(url, text, headers = {}) {
	const response = await post(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: text,
	});
	const answer = await response.text();
	let body;
	try {
		body = JSON.parse(answer);
	} catch {
		body = answer;
	}
	return { outcome: outcomeOf(response.status, body), status: response.status, body };
}

/**
 * @param {string} baseUrl
 * @param {Pick<Sample, 'path' | 'headers' | 'body'>} sample
 * @returns {Promise<Answer>}
 */
async function send(baseUrl, { path, headers, body }) {
	return await postText(baseUrl + path, JSON.stringify(body), headers);
}

/**
 * What became of a ticket, in lines for people.
 *
 * @param {Answer} answer
 * @returns {string[]}
 */
function describe({ outcome, status, body }) {
	switch (outcome) {
		case 'routed': {
			const place = body.is_new ? `→ ${body.case_id}` : `→ already case ${body.case_id}`;
			return [`${place}  ${body.state}  ${body.owner_role ?? 'no owner'}`];
		}
		case 'known':
			return [`→ known  ${body.message}`];
		case 'refused':
			return [
				'→ refused',
				...body.problems.map((/** @type {Problem} */ { pointer, message, fix }) => {
					// A rule between fields has no place of its own.
					const where = pointer === undefined ? 'a rule' : pointer || 'the whole of it';
					return `    ${where}: ${[message, fix].filter(Boolean).join('. ')}`;
				}),
			];
		case 'conflict':
			return ['→ conflict', `    ${[body?.message, body?.fix].filter(Boolean).join(' ')}`];
		case 'unexpected':
			return [`→ answered ${status}`, `    ${JSON.stringify(body).slice(0, 300)}`];
	}
}

module.exports = { describe, postText, send };
