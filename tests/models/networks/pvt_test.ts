import { testFamily } from "./family.ts";

testFamily("PVT");
