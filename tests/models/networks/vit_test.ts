import { testFamily } from "./family.ts";

testFamily("ViT");
