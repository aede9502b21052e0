// The JSON Schema of the engine protocol, from the schemas of the code.

import { z } from "zod";
import { answerSchema } from "../../bench/engine/answers.ts";
import { descriptionSchema } from "../../bench/engine/description.ts";
import { requestSchema } from "../../bench/engine/requests.ts";

/** Where it lies. */
export const SCHEMA_PATH = "docs/engine-protocol.schema.json";

/** It: a description, and in its `$defs` all requests and answers. */
export function schemaText(): string {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Description of an engine; requests and answers of the engine protocol in $defs",
    ...plain(descriptionSchema),
    $defs: { request: plain(requestSchema), answer: plain(answerSchema) },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function plain(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      // Tables by names that come from elsewhere (bench/record/unbounded.ts).
      if (zodSchema._zod.def.type === "custom") jsonSchema.type = "object";
    },
  });
  return rest;
}
