/** The shop's blog and the comments under it: the one place where a shopper's IP address and browser are kept. */

import type { Person } from '../person.ts';
import { DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord } from '../store.ts';
import { nameOf } from './address.ts';
import { clientIp } from './order.ts';

const BLOG = 87_000_000_001;
const FIRST_ARTICLE = 557_000_000_000;
const FIRST_COMMENT = 128_000_000_000;
const AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36',
];

const escapeHtml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function comment(scene: Scene, n: number, article: NodeRecord, person: Person): NodeRecord {
  const at = dateTime(scene.now - (90 - (n % 90)) * DAY_MS);
  const body = person.attribute ?? 'Does it run small? I am 1.70 m and usually wear M.';
  return {
    __typename: 'Comment',
    id: gid('Comment', FIRST_COMMENT + n * 64),
    article: () => article,
    author: { __typename: 'CommentAuthor', name: nameOf(person), email: person.email },
    body,
    bodyHtml: `<p>${escapeHtml(body)}</p>`,
    ip: clientIp(scene, `ip ${person.n}`),
    userAgent: AGENTS[n % AGENTS.length],
    status: n % 5 === 4 ? 'UNAPPROVED' : 'PUBLISHED',
    isPublished: n % 5 !== 4,
    createdAt: at,
    publishedAt: n % 5 === 4 ? null : at,
    updatedAt: at,
  };
}

/** @param commenters who wrote a comment each, in this order */
export function insertBlog(scene: Scene, commenters: readonly Person[]): void {
  const { store } = scene;
  const at = dateTime(scene.now - 200 * DAY_MS);
  const made = { createdAt: at, updatedAt: at };
  const blog: NodeRecord = {
    __typename: 'Blog',
    id: gid('Blog', BLOG),
    title: 'Journal',
    handle: 'journal',
    commentPolicy: 'MODERATED',
    tags: [],
    ...made,
    articles: () => [...store.referring('Article', 'blog', gid('Blog', BLOG))],
  };
  const titles = ['How we dye wool', 'Five ways to fold a blanket'];
  const articles = titles.map((title, place): NodeRecord => {
    const id = gid('Article', FIRST_ARTICLE + place * 64);
    return {
      __typename: 'Article',
      id,
      title,
      handle: title.toLowerCase().replaceAll(' ', '-'),
      body: `<p>${title}, step by step.</p>`,
      author: { __typename: 'ArticleAuthor', name: scene.staff.name },
      isPublished: true,
      publishedAt: at,
      tags: [],
      ...made,
      blog: () => blog,
      comments: () => [...store.referring('Comment', 'article', id)],
      commentsCount: () => ({
        __typename: 'Count',
        count: store.referring('Comment', 'article', id).length,
        precision: 'EXACT',
      }),
    };
  });
  for (const record of [blog, ...articles]) store.insert(record);
  for (const [n, person] of commenters.entries()) {
    const article = articles[n % articles.length];
    if (article !== undefined) store.insert(comment(scene, n, article, person));
  }
}
