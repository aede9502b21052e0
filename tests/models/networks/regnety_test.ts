import { testFamily } from "./family.ts";

testFamily("RegNetY");
