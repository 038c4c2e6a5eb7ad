import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, selectors, type Browser, type Locator, type Page, type Request } from 'playwright-core';

import { waitFor } from '../../scripts/n8n/client';
import { artifacts } from '../../scripts/paths';
import { findChromium } from './chromium';
import type { RunningN8n } from './ownN8n';

const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
/** How long the page may take for anything, in milliseconds. */
const patience = 20_000;
const screenshots = join(artifacts, 'screenshots');

/** What n8n's own editor says on every page: the question who is signed in, and previews its own nodes do not have. */
const isNoise = (path: string) => path === '/rest/login' || path.startsWith('/schemas/n8n-nodes-base.');

/** n8n's editor in a browser, in the words of someone who works with it. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		private readonly page: Page,
		private readonly baseUrl: string,
	) {}

	/** Errors of page and console since they were last taken. */
	private problems: string[] = [];
	private readonly pending = new Set<Request>();

	static async open(baseUrl: string): Promise<Editor> {
		selectors.setTestIdAttribute('data-test-id');
		mkdirSync(screenshots, { recursive: true });
		const browser = await chromium.launch({ executablePath: findChromium(), args: switches });
		const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
		page.setDefaultTimeout(patience);
		const editor = new Editor(browser, page, baseUrl);
		page.on('request', (request) => editor.pending.add(request));
		page.on('requestfinished', (request) => editor.pending.delete(request));
		page.on('requestfailed', (request) => editor.pending.delete(request));
		page.on('pageerror', ({ message }) => editor.problems.push(message));
		page.on('console', (message) => {
			const { pathname } = new URL(message.location().url || baseUrl);
			if (message.type() === 'error' && !isNoise(pathname)) editor.problems.push(`${message.text()} ${pathname}`);
		});
		return editor;
	}

	async close() {
		await this.browser.close();
	}

	/** A browser with a workflow of this n8n on the canvas. */
	static async openOn({ server, owner }: RunningN8n, workflowId: string): Promise<Editor> {
		const editor = await Editor.open(server.baseUrl);
		try {
			await editor.signIn(owner);
			await editor.openWorkflow(workflowId);
			return editor;
		} catch (error) {
			await editor.close();
			throw error;
		}
	}

	/** Lets `look` look at a workflow in which every node is known and nothing goes wrong on the page. */
	static async look<T>(n8n: RunningN8n, workflowId: string, look: (editor: Editor) => Promise<T>): Promise<T> {
		const editor = await Editor.openOn(n8n, workflowId);
		try {
			expect(await editor.unknownNodes()).toBe(0);
			const seen = await look(editor);
			expect(await editor.takeProblems()).toEqual([]);
			return seen;
		} finally {
			await editor.close();
		}
	}

	/** Waits until the page has everything that it asked for, then gives and forgets what went wrong so far. */
	async takeProblems(): Promise<string[]> {
		await waitFor('the page to be quiet', patience, async () => this.pending.size === 0 || undefined);
		return this.problems.splice(0);
	}

	async screenshot(name: string) {
		await this.page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
	}

	async signIn({ email, password }: { email: string; password: string }) {
		await this.page.goto(`${this.baseUrl}/signin`);
		await this.page.getByTestId('emailOrLdapLoginId').locator('input').fill(email);
		await this.page.getByTestId('password').locator('input').fill(password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	}

	async openWorkflow(id: string) {
		await this.page.goto(`${this.baseUrl}/workflow/${id}`);
		await this.page.getByTestId('execute-workflow-button').waitFor();
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** A node on the canvas; its handles carry its name too. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	async nodeNames(): Promise<string[]> {
		const nodes = await this.page.getByTestId('canvas-node').all();
		return await Promise.all(nodes.map(async (node) => (await node.getAttribute('data-node-name')) ?? ''));
	}

	async unknownNodes(): Promise<number> {
		return await this.page.getByTestId('node-not-installed').count();
	}

	async outputLabels(name: string): Promise<string[]> {
		const labels = await this.node(name).getByTestId('canvas-node-output-handle').allInnerTexts();
		return labels.map((label) => label.trim());
	}

	async subtitle(name: string): Promise<string> {
		return await this.node(name).locator('[class*=subtitle]').innerText();
	}

	/** Waits until the node shows this under its name. */
	async awaitSubtitle(name: string, text: string) {
		await this.node(name).getByText(text, { exact: true }).waitFor();
	}

	/** Width of the node's icon in pixels, 0 when the picture did not load. */
	async iconWidth(name: string): Promise<number> {
		const icon = this.node(name).locator('img');
		await icon.waitFor();
		return await icon.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
	}

	async hasSucceeded(name: string): Promise<boolean> {
		return (await this.node(name).getByTestId('canvas-node-status-success').count()) > 0;
	}

	/** Opens a node's panel, lets `look` look at it, and closes it. */
	async inPanel<T>(name: string, look: () => Promise<T>): Promise<T> {
		await this.node(name).dblclick();
		try {
			await this.page.getByTestId('node-parameters').waitFor();
			return await look();
		} finally {
			await this.page.getByTestId('ndv-close-button').click();
			await this.page.getByTestId('ndv').waitFor({ state: 'detached' });
		}
	}

	/** Fields in the input side of the open panel that can be dragged into a parameter before anything has run. */
	async previewFields(): Promise<string[]> {
		const fields = this.page.getByTestId('ndv-input-panel').locator('.pill--preview[data-target=mappable]');
		await fields.first().waitFor();
		return await fields.allInnerTexts();
	}

	/** Names and labels of the parameters in the open panel. */
	async parameters(): Promise<string> {
		return await this.page.getByTestId('node-parameters').innerText();
	}

	/** Waits until the open panel shows this of the node's last run, in one of its views. */
	async awaitOutput(view: 'Schema' | 'Table' | 'JSON' | 'Binary', text: RegExp) {
		const panel = this.page.getByTestId('output-panel');
		await panel.getByText(view, { exact: true }).click();
		await panel.filter({ hasText: text }).waitFor();
	}

	/** What the list of a parameter in the open panel offers, once `awaited` is among it. */
	async choices(parameter: string, awaited: string): Promise<string[]> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		const offered = this.page.getByTestId('rlc-item');
		await offered.filter({ hasText: awaited }).first().waitFor();
		return (await offered.allInnerTexts()).map((text) => text.trim());
	}

	/** What the list of a parameter in the open panel says in the place of choices. */
	async choicesRefusal(parameter: string): Promise<string> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		return await this.page.getByTestId('rlc-error-container').innerText();
	}

	/** Picks from the list of a parameter in the open panel. */
	async choose(parameter: string, choice: string) {
		await this.choices(parameter, choice);
		await this.page.getByTestId('rlc-item').filter({ hasText: choice }).first().click();
		await this.page.getByTestId('rlc-item').first().waitFor({ state: 'hidden' });
	}

	/** Scrolls the open panel to a parameter. */
	async showParameter(name: string) {
		await this.page.getByTestId(`parameter-input-${name}`).first().scrollIntoViewIfNeeded();
	}

	/** What the open panel says above the node's output. */
	async outputHints(): Promise<string[]> {
		return await this.page.getByTestId('output-panel').getByTestId('node-hint').allInnerTexts();
	}

	/** Runs the workflow from one of its triggers and gives what the editor says about it. */
	async runFrom(trigger: string): Promise<string> {
		await this.node(trigger).hover();
		await this.page.getByTestId(`execute-workflow-button-${trigger}`).click();
		const toast = this.page.locator('.el-notification').first();
		// A flow of many steps takes its time on a loaded machine.
		await toast.waitFor({ timeout: 180_000 });
		const text = await toast.innerText();
		await toast.locator('.el-notification__closeBtn').click();
		await toast.waitFor({ state: 'detached' });
		return text;
	}

	/** Display names that the nodes panel offers for a word, once `awaited` is among them. */
	async searchNodes(word: string, awaited: string): Promise<string[]> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill(word);
		const found = this.page.getByTestId('node-creator-item-name');
		await found.filter({ hasText: awaited }).waitFor();
		return await found.allInnerTexts();
	}
}
