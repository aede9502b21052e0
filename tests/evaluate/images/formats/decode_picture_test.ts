import { assertEquals, assertThrows } from "@std/assert";
import { deflateSync } from "node:zlib";
import { decodePicture } from "../../../../evaluate/images/formats/decode_picture.ts";
import { type Picture, PictureError } from "../../../../evaluate/images/picture.ts";
import { pngOf } from "./png_of.ts";
import { recordedFiles, sha256Of } from "../recorded_pictures.ts";

const FILES = await recordedFiles();

/** Bytes of a recorded file. */
function fileOf(name: string): Uint8Array {
  return new Uint8Array(FILES.get(name)?.bytes ?? []);
}

/** A file with some bytes written over, from the first place of a mark on. */
function patched(name: string, mark: readonly number[], skip: number, ...bytes: readonly number[]) {
  const file = fileOf(name);
  const at = file.findIndex((_, i) => mark.every((byte, j) => file[i + j] === byte));
  file.set(bytes, at + skip);
  return file;
}

const FRAME = [0xff, 0xc0] as const;

function refused(bytes: Uint8Array | string, message: string): void {
  const given = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  assertThrows(() => decodePicture(given), PictureError, message);
}

for (const { name, bytes, width, height, sha256 } of FILES.values()) {
  Deno.test(`decodePicture() gives Pillow's pixels: ${name}`, () => {
    const picture = decodePicture(bytes);
    assertEquals([picture.width, picture.height, sha256Of(picture.rgb)], [width, height, sha256]);
  });
}

Deno.test("decodePicture() names truncated files, wherever they end", () => {
  for (const name of ["420.jpg", "progressive.jpg", "grey.jpg", "CMYK.jpg"]) {
    const file = fileOf(name);
    for (const share of [0.1, 0.3, 0.7, 0.99]) {
      refused(
        file.subarray(0, Math.floor(file.length * share)),
        "Cannot decode JPEG as it ends too early: the file is truncated",
      );
    }
    refused(file.subarray(0, -1), "the file is truncated");
  }
  const png = fileOf("colour of 8 bit.png");
  for (const share of [0.05, 0.3, 0.9, 0.99]) {
    refused(
      png.subarray(0, Math.floor(png.length * share)),
      "Cannot decode PNG as it ends too early: the file is truncated",
    );
  }
});

Deno.test("decodePicture() names JPEGs that it does not decode", () => {
  refused(
    patched("420.jpg", FRAME, 4, 12),
    "Cannot decode JPEG as it is of 12 bit, save it as baseline of 8 bit",
  );
  refused(patched("420.jpg", FRAME, 1, 0xc9), "as it is arithmetic-coded");
  refused(patched("420.jpg", FRAME, 1, 0xc3), "as it is lossless");
  refused(patched("420.jpg", FRAME, 9, 2), "as it must have 1, 3 or 4 components: got 2");
  refused(patched("420.jpg", FRAME, 5, 0, 0), "as it has no pixels: 45x0");
  refused(patched("420.jpg", [0xff, 0xda], 1, 0xfe), "as it holds no picture");
});

Deno.test("decodePicture() refuses what would cost too much before it is paid", () => {
  refused(
    patched("420.jpg", FRAME, 5, 0xff, 0xff, 0xff, 0xff),
    "Cannot decode JPEG as it has more than 178956970 pixels: 65535x65535",
  );
  refused(
    patched("420.jpg", FRAME, 5, 0x27, 0x10, 0x27, 0x10),
    "bytes are too few for its 10000x10000 pixels",
  );
  const file = fileOf("420.jpg");
  const scan = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xda);
  const scans = Array.from({ length: 500 }, () => [0xff, 0xda, 0, 2]).flat();
  const many = Uint8Array.from([...file.subarray(0, scan), ...scans, ...file.subarray(scan)]);
  refused(many, "as its 501 scans are too many for 45x37 pixels");

  refused(
    pngOf({ width: 20_000, height: 20_000, depth: 8, type: 2 }, new Uint8Array(9)),
    "as it has more",
  );
  const zeros = deflateSync(new Uint8Array(2 ** 20));
  refused(
    pngOf({ width: 2, height: 1, depth: 8, type: 0 }, zeros),
    "Cannot decode PNG as it holds more pixels than its header says",
  );
});

Deno.test("decodePicture() names PNGs of 16 bit, and those that are damaged", () => {
  const grey = { width: 2, height: 1, depth: 8, type: 0 };
  const raw = deflateSync(Uint8Array.of(0, 7, 8));
  assertEquals(decodePicture(pngOf(grey, raw)).rgb, Uint8Array.of(7, 7, 7, 8, 8, 8));
  refused(
    pngOf({ ...grey, depth: 16 }, raw),
    "Cannot decode PNG as it is of 16 bit, save it with 8 bit a sample",
  );
  refused(pngOf({ ...grey, depth: 3 }, raw), "Cannot decode PNG as its header is damaged");
  refused(pngOf({ ...grey, height: 2 }, raw), "as 2x2 needs 6 bytes of pixels: got 3");
  refused(pngOf(grey, deflateSync(Uint8Array.of(9, 7, 8))), "as it has no filter 9");
  refused(pngOf(grey, raw.subarray(0, 6)), "as its data are damaged");
  refused(pngOf(grey, undefined), "Cannot decode PNG as it holds no picture");
  const turned = pngOf(grey, raw);
  turned[18] = 1;
  refused(turned, "Cannot decode PNG as its chunk IHDR is damaged");
});

Deno.test("decodePicture() says what else a file is, whatever its name", () => {
  const rule = "Cannot decode picture as it must be a JPEG or PNG: got";
  refused("", `${rule} an empty file`);
  refused("GIF89a", `${rule} a GIF`);
  refused("RIFF\x01\x02\x03\x04WEBPVP8 ", `${rule} a WebP`);
  refused("<!DOCTYPE html>", `${rule} HTML or XML`);
  refused("version https://git-lfs.github.com/spec/v1", `${rule} a pointer of Git LFS`);
  refused("abc", `${rule} a file that begins with the bytes 61 62 63`);
  refused(new Uint8Array(9), `${rule} zeros only`);
});

/** Pixels, or why there are none. */
function outcomeOf(bytes: Uint8Array): Picture | PictureError {
  try {
    return decodePicture(bytes);
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}

Deno.test("decodePicture() gives a picture or a PictureError, whatever the bytes, and goes on", () => {
  const names = ["420.jpg", "progressive.jpg", "CMYK.jpg", "palette of 4 bit, interlaced.png"];
  const outcomes = { pictures: 0, errors: 0 };
  for (const name of names) {
    for (let seed = 0; seed < 60; seed++) {
      const file = fileOf(name);
      for (let i = 0; i < 4; i++) {
        const at = (seed * 7919 + i * 104_729 + seed * i * 31) % file.length;
        file[at] = (seed * 37 + i * 101) & 255;
      }
      outcomes[outcomeOf(file) instanceof PictureError ? "errors" : "pictures"]++;
    }
    const { sha256 } = FILES.get(name) ?? {};
    assertEquals(sha256Of(decodePicture(fileOf(name)).rgb), sha256);
  }
  assertEquals(outcomes.pictures > 20 && outcomes.errors > 20, true, JSON.stringify(outcomes));
});
