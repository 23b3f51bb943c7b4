// @ts-check
/**
 * The shapes that travel between the parts of the client. They follow docs/protocol.md; this file holds types only.
 *
 * @typedef {{seq: number, n: number}} Position
 * @typedef {{by: string, text: string, at: number}} Preview
 * @typedef {{chat: string, kind: 'direct' | 'group', title: string, memberCount: number, seq: number, n: number,
 *   read: Position, joinedSeq: number, leftSeq?: number, peer?: string, last?: Preview, sizeClass?: string,
 *   activity?: number}} Chat `activity` is the client's own: when something last happened here, for the order of the list
 * @typedef {{seq: number, n: number, at: number, kind: string, by?: string, key?: string, text?: string, users?: string[],
 *   user?: string, title?: string, chatKind?: string}} Entry
 * @typedef {{user: string, name: string, displayName: string}} Person
 * @typedef {Person & {device: string, accessExpiresAt?: number}} Me
 * @typedef {Me & {accessToken?: string, refreshToken?: string, refreshExpiresAt?: number}} Session without tokens where they are cookies
 * @typedef {{user: string, role: 'owner' | 'member', joinedSeq: number}} Member
 * @typedef {{delivered: number, read: number}} Receipt
 * @typedef {{online: boolean, lastSeen?: number}} Presence
 * @typedef {{key: string, user: string, chat: string, text: string, at: number, since?: number, failed?: string,
 *   place?: string}} Unsent
 *   a message without an ack; `since` is set at the first try, `failed` holds the code of a refusal that is final, `place` what it is
 *   sorted by when that is not its key
 * @typedef {'connecting' | 'syncing' | 'online' | 'waiting' | 'stopped'} ConnectionState
 * @typedef {{type: string, [field: string]: any}} Frame
 * @typedef {{device: string, name?: string, createdAt?: number, usedAt?: number, current?: boolean}} Device
 */
export {};
