import { importsOf, targetOf } from './imports'
import { type Room, rooms } from './rooms'

/** The sentences that say which imports of a file its room does not allow, and what to do instead. */
export function importBreaks(file: string, source: string): readonly string[] {
  const test = isTest(file)
  const room = roomOf(file)
  if (room === undefined && !test) {
    return [`${file} is in no room: add it to the table in tools/architecture/rooms.ts`]
  }
  return importsOf(source).flatMap((specifier) => {
    const reason =
      test || room === undefined ? testReason(file, specifier) : reasonOf(room, file, specifier)
    return reason === undefined ? [] : [`${file} ${reason}`]
  })
}

/** Whether a file is there for tests: beside the code, in a test folder, or a port's conformance. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$|\.conformance\.ts$|\/test\//.test(file)
}

/** The room of a file, with or without its extension. */
function roomOf(file: string): Room | undefined {
  const path = /\.(tsx?|mjs|json|css|txt|html|svg)$/.test(file) ? file : `${file}.ts`
  return rooms.find((room) => room.files.test(path))
}

function reasonOf(room: Room, file: string, specifier: string): string | undefined {
  if (specifier === 'computed') {
    return room.name === 'tools'
      ? undefined
      : 'imports something computed: name the module in a literal'
  }
  const target = targetOf(file, specifier)
  if ('package' in target) {
    const allowed = room.packages.some((pattern) => matches(pattern, target.package))
    return allowed
      ? undefined
      : `imports ${target.package}, which ${room.name} may not: ${room.instead}`
  }
  return allowsFile(room, file, target.file)
    ? undefined
    : `imports ${target.file}, which ${room.name} may not: ${room.instead}`
}

const WIDE = ['services/all-in-one', 'tools']

// Tests may use other rooms of their own part of the house, but never a sibling product.
function testReason(file: string, specifier: string): string | undefined {
  if (specifier === 'computed') return undefined
  const target = targetOf(file, specifier)
  if ('package' in target) return undefined
  const [from, to] = [partOf(file), partOf(target.file)]
  const shared = ['services/common', 'services/contracts', 'services/client', 'tools']
  if (from === to || WIDE.includes(from) || shared.includes(to)) return undefined
  return `tests with ${target.file}: a test of ${from} uses ${from} and ${shared.join(', ')} alone; a journey over several belongs in services/all-in-one/test`
}

function partOf(file: string): string {
  return file
    .split('/')
    .slice(0, file.startsWith('services/') ? 2 : 1)
    .join('/')
}

function allowsFile(room: Room, file: string, target: string): boolean {
  const there = roomOf(target)
  // A room's own package.json and built assets are no code.
  if (there === undefined)
    return /\.(json|css|html|svg|txt)$/.test(target) && partOf(file) === partOf(target)
  if (there.name === 'web/features' && room.name === 'web/features')
    return featureOf(file) === featureOf(target)
  return there === room || room.rooms === 'any' || room.rooms.includes(there.name)
}

function featureOf(file: string): string | undefined {
  return file.split('/')[3]
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** The files of its own service that a decision stands on, however far, itself included. */
export function decisionFiles(sources: ReadonlyMap<string, string>): readonly string[] {
  const reached = new Set<string>()
  const queue = [...sources.keys()].filter((file) => /^services\/.*\/decide\.ts$/.test(file))
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    for (const specifier of importsOf(sources.get(file) ?? '')) {
      const target = targetOf(file, specifier)
      if ('file' in target && partOf(target.file) === partOf(file)) queue.push(`${target.file}.ts`)
    }
  }
  return [...reached]
}
