import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CLONES = join(__dirname, '../../.cache/study/clones');

/** A public repository, cloned once. */
export class Clone {
  private readonly folder: string;

  public constructor(project: string) {
    this.folder = join(CLONES, `${project}.git`);
    if (existsSync(this.folder)) return;
    console.log(`clone ${project}`);
    mkdirSync(dirname(this.folder), { recursive: true });
    execFileSync('git', ['clone', '--quiet', '--bare', `https://github.com/${project}`, this.folder], {
      stdio: 'inherit',
    });
  }

  /** Writes the files below a path, as they were in a commit. */
  public extract(commit: string, path: string, folder: string): void {
    const listed = this.git(['ls-tree', '-r', '-z', commit, '--', path === '.' ? '' : path].filter(Boolean)).toString(
      'utf8',
    );
    const files = listed.split('\0').flatMap((line) => {
      const [, type, id, file] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
      return type === 'blob' ? [{ id, file }] : [];
    });
    const contents = this.contents(files.map(({ id }) => id));
    files.forEach(({ file }, index) => {
      const target = join(folder, file);
      mkdirSync(dirname(target), { recursive: true });
      if (contents[index]) writeFileSync(target, contents[index]);
    });
  }

  /** The contents of blobs; undefined for those that a clone lacks, such as big files kept elsewhere. */
  private contents(ids: string[]): (Buffer | undefined)[] {
    const out = this.git(['cat-file', '--batch'], ids.join('\n'));
    let at = 0;
    return ids.map(() => {
      const end = out.indexOf(10, at);
      const [, type, size] = out.toString('utf8', at, end).split(' ');
      at = end + 1;
      if (type !== 'blob') return undefined;
      const content = out.subarray(at, at + Number(size));
      at += Number(size) + 1;
      return content;
    });
  }

  private git(args: string[], input?: string): Buffer {
    return execFileSync('git', ['--git-dir', this.folder, ...args], { input, maxBuffer: 2 ** 31 });
  }
}
