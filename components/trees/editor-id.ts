/** Where links to the tree editor lead. */
export const EDITOR_ID = 'editor';
