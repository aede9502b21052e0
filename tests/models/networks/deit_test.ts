import { testFamily } from "./family.ts";

testFamily("DeiT");
