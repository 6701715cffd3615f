/** The admin shell's script: the tools always, and what an embedded app may ask for while one is framed. */
import { appAnswers } from './app-answers.ts';
import { answerCalls } from './channel.ts';
import { requireElement } from './dom.ts';
import { merchantAnswers } from './merchant-answers.ts';
import { createSaveBars } from './save-bar.ts';
import { readSettings } from './settings.ts';
import { startTools } from './tools.ts';

const settings = readSettings();
const saveBars = createSaveBars();
const staff = requireElement('staff', HTMLSelectElement);
const frame = document.getElementById('app-frame');

staff.addEventListener('change', async () => {
  if (await saveBars.confirmLeave()) staff.form?.requestSubmit();
  else staff.form?.reset();
});
startTools(settings);
if (frame instanceof HTMLIFrameElement) {
  answerCalls(settings.appOrigin, {
    ...appAnswers(settings, frame, saveBars),
    ...merchantAnswers(settings, saveBars),
  });
  // The frame waits for this script: its first call must find somebody who answers.
  frame.src = frame.dataset.src ?? 'about:blank';
}
