// The smallest run of `bench` that there is.

/** A network and its conditions. */
export const TINY_BENCH = "resnet18 --size 32 --batch 1 --device cpu --ceilings off".split(" ");

/** One round, as short as can be. */
export const ONE_ROUND = "--rounds 1 --slice 0.01s".split(" ");
