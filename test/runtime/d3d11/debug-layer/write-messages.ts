/** Writes MESSAGES.md. */
import { writeFileSync } from 'node:fs';
import { messagesTable, tableFile } from './messages-table.js';

writeFileSync(tableFile, messagesTable());
