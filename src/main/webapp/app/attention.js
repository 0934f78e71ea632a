/** Whether the user looks at this page. */
export const looksHere = () => !document.hidden && document.hasFocus();

/** Whether they see the conversation on show: where there is little room, its details or a search take its place. */
export const seesTalk = () => looksHere() && document.querySelector('.scroller')?.clientHeight > 0;
