import { Size, SizeRoundingBehavior } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-27';
import { Place, refuse, Words } from '../errors';
import { checkStruct } from './shapes';

/** Refuses amounts that Kubernetes, or cdk8s-plus without saying where, would refuse. */
export function checkResources(place: Place, { cpu, memory, ephemeralStorage }: ContainerResources): void {
  for (const [name, limits] of Object.entries({ cpu, memory, ephemeralStorage }))
    if (limits !== undefined) checkStruct(place, `resources.${name}`, limits);
  checkLimit(place, 'resources.cpu', cpu ?? {}, 'm', millisOf);
  checkLimit(place, 'resources.memory', memory ?? {}, 'Mi', mebibytesOf);
  checkLimit(place, 'resources.ephemeralStorage', ephemeralStorage ?? {}, 'Mi', mebibytesOf);
}

/** A size in mebibytes. */
export function mebibytesOf(place: Place, prop: string, value: Size): number {
  const isSize = typeof value?.toKibibytes === 'function';
  const mebibytes = isSize ? value.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) / 1024 : NaN;
  if (!Number.isInteger(mebibytes) || mebibytes < 1) {
    refuse(place, `'${prop}' must be a Size of whole mebibytes`, value, "pass one such as 'Size.mebibytes(128)'");
  }
  return mebibytes;
}

function millisOf(place: Place, prop: string, value: Cpu): number {
  const [, amount, unit] = /^([\d.]+)(m?)$/.exec(value?.amount ?? '') ?? [];
  const millis = unit === 'm' ? Number(amount) : Number(amount) * 1000;
  if (!Number.isInteger(millis) || millis < 1) {
    refuse(
      place,
      `'${prop}' must be a Cpu of whole millis`,
      value?.amount ?? value,
      "pass one such as 'Cpu.millis(100)'",
    );
  }
  return millis;
}

/** Kubernetes refuses a request above the limit, but only once the pods are to be made. */
function checkLimit<T>(
  place: Place,
  prop: string,
  { request, limit }: { request?: T; limit?: T },
  unit: string,
  amountOf: (place: Place, prop: string, value: T) => number,
): void {
  const requested = request === undefined ? 0 : amountOf(place, `${prop}.request`, request);
  const most = limit === undefined ? Infinity : amountOf(place, `${prop}.limit`, limit);
  if (requested > most) {
    const got = new Words(`${requested}${unit} and ${most}${unit}`);
    refuse(place, `'${prop}' must not request more than its limit`, got, 'lower the one or raise the other');
  }
}
