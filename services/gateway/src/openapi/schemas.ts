import { z } from 'zod'

export type JsonSchema = Readonly<Record<string, unknown>>

/** Turns zod schemas into JSON Schema and gathers the named ones. */
export interface Schemas {
  /** The schema in place, with named parts as references. `input` is what a client sends. */
  render(schema: z.ZodType, io: 'input' | 'output'): JsonSchema
  /** Every named schema that was rendered. Throws when one name stood for two shapes. */
  components(): Readonly<Record<string, JsonSchema>>
}

export const createSchemas = (): Schemas => {
  const named = new Map<string, JsonSchema>()
  return {
    render: (schema, io) => {
      // Wrapped, so that a named schema comes out as a reference too.
      const { $defs = {}, properties } = z.toJSONSchema(z.object({ schema }), {
        io,
        target: 'draft-2020-12',
        override: (context) => simplify(context, io),
      })
      for (const [id, definition] of Object.entries($defs)) name(named, id, relink(definition))
      return relink(properties?.['schema'] ?? {})
    },
    components: () => Object.fromEntries([...named].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const simplify = (
  {
    zodSchema,
    jsonSchema,
  }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema },
  io: 'input' | 'output',
): void => {
  // Answers may gain fields in a later version: clients should not refuse them.
  if (io === 'output' && zodSchema._zod.def.type === 'object')
    delete jsonSchema.additionalProperties
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

const name = (named: Map<string, JsonSchema>, id: string, definition: JsonSchema): void => {
  const known = named.get(id)
  if (known !== undefined && !Bun.deepEquals(known, definition)) {
    throw new Error(`The schema name ${id} stands for two shapes: give one of them another id.`)
  }
  named.set(id, definition)
}

/** References within the schema become references within the document. */
const relink = (schema: unknown): JsonSchema => {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  )
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
}
