// A picture as small as it can be and still tell: made before it is kept, so that it can be sent on little cover.
const LONGEST = 1600;
const QUALITY = 0.8;

export async function shrink(file) {
  if (!file || !file.size) return null;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  } catch {
    // Not a picture this browser can read; the server says what it thinks of it.
    return file;
  }
}
