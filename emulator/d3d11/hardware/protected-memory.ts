/** Protected memory: there is as much as is asked for, until a test says that there is none. */
export class ProtectedMemory {
  isOut = false;
}
