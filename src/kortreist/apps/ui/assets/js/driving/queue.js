// What the driver did and nobody has been told yet, kept on the phone in the order it was done.
const NAME = "kortreist-driving";
const STORE = "operations";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true })
      .createIndex("id", "id", { unique: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function run(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      // The request knows first why it failed; a full phone is known to the transaction only.
      transaction.onerror = transaction.onabort = (event) => reject(event.target.error ?? transaction.error);
    });
  } finally {
    database.close();
  }
}

// Resolves to false when the same thing was put there before: a button pressed twice.
export async function put(operation) {
  try {
    await run("readwrite", (store) => store.add(operation));
    return true;
  } catch (error) {
    if (error?.name === "ConstraintError") return false;
    throw error;
  }
}

export const all = () => run("readonly", (store) => store.getAll());
export const drop = (seq) => run("readwrite", (store) => store.delete(seq));
export const keep = (operation) => run("readwrite", (store) => store.put(operation));
