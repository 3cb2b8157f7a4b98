/** The lines that name a registry's host or a folder of somebody's machine, as sentences. */
export function leaks(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const leak = HOST.exec(line) ?? FOLDER.exec(line)
    return leak === null
      ? []
      : [`${file}:${index + 1} names ${leak[1]}: leave it to the reader's own configuration`]
  })
}

const HOST =
  /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|pypi\.org|repo1?\.maven\.[a-z.]+|proxy\.golang\.org|deb\.debian\.org|[\w-]+\.jfrog\.io|crates\.io)/

const FOLDER = /(?:^|[\s"'`(=:])(\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.-]+|\/tmp\/[\w.-]+)/
